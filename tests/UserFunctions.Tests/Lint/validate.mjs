// Reads OpenAPI documents as their specification has it: one line of JSON a file, {"file","error"}, error null when the document is valid.
import SwaggerParser from "@apidevtools/swagger-parser";

for (const file of process.argv.slice(2)) {
  let error = null;
  try {
    await SwaggerParser.validate(file, { resolve: { http: false } });
  } catch (exception) {
    error = exception.message;
  }
  console.log(JSON.stringify({ file, error }));
}
