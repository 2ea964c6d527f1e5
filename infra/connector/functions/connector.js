// What the rules of ../.spectral.yaml check. Each takes the document as it is written (references not followed) and says where it is wrong.

const methods = ["get", "post", "put", "patch", "delete", "head", "options"];
const formats = ["int32", "int64", "float", "double", "byte", "binary", "date", "date-time", "email", "uri", "uuid", "password"];
const mediaTypes = ["application/json", "text/plain", "multipart/form-data"];
const visibilities = ["important", "advanced", "internal"];
const products = /\b(api|connector|power automate|power apps|power platform|logic apps|microsoft|azure|office|sharepoint|dynamics)\b/i;
const chosen = /^(user|group|department|role|client|extension|status|channel|eventType|timeGroup|callerId|profile|agent|event)(s|Id|Ids|es)?$/;
const fixed = /^(contentType|kind|language|lifecycle|mode|onConflict|outcome|state|timeZone|to|view)$/;
// What looks like a choice and has none, and why.
const typed = {
  kind: "ReadHistory: each room names kinds of changes of its own, and more of them come",
  timeZone: "some 600 names, three times what a dropdown shows",
  to: "an id of a user or department, or a phone number, as the kind beside it says; of a window it is a time",
  token: "a secret that only the platform holds",
};
// Lists that come whole, and what keeps them short.
const whole = {
  ExplainConversation: "the decisions about one conversation",
  ListChannels: "at most 30 are set",
  ListHooks: "one for each kind of message that the app takes",
  ListIpNames: "at most 50 are set",
  ListLicences: "one for each app that there is",
  ListPermissions: "what the app itself knows",
  ListRegistrations: "at most 10 phones an extension",
  ListSessions: "at most 10 devices a user",
  ListUserSessions: "at most 20 sessions a user",
};
const small = new Set(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const find = (document, thing) => {
  for (let hops = 0; isObject(thing) && typeof thing.$ref === "string" && hops < 10; hops++)
    thing = thing.$ref.slice(2).split("/").reduce((at, word) => at?.[word.replaceAll("~1", "/").replaceAll("~0", "~")], document);
  return thing;
};

function* operations(document) {
  for (const [path, item] of Object.entries(document.paths ?? {}))
    for (const method of methods)
      if (isObject(item?.[method])) yield { operation: item[method], item, method, at: ["paths", path, method], path };
}

// Shared parameters once, where they are written; references are left out.
function* parameters(document) {
  for (const [name, parameter] of Object.entries(document.parameters ?? {})) yield { parameter, at: ["parameters", name] };
  for (const { operation, at } of operations(document))
    for (const [i, parameter] of (operation.parameters ?? []).entries())
      if (!parameter.$ref) yield { parameter, at: [...at, "parameters", i] };
}

// Every schema with all that is inside it; sent tells whether a caller writes it.
function* schemas(document) {
  for (const [name, schema] of Object.entries(document.definitions ?? {})) yield* within(schema, ["definitions", name]);
  for (const { parameter, at } of parameters(document)) {
    if (isObject(parameter.schema)) yield* within(parameter.schema, [...at, "schema"]);
    else if (parameter.in !== "body") yield { schema: parameter, at, isParameter: true };
    if (isObject(parameter.items)) yield* within(parameter.items, [...at, "items"]);
  }
  for (const { operation, at } of operations(document))
    for (const [status, response] of Object.entries(operation.responses ?? {}))
      if (isObject(response.schema)) yield* within(response.schema, [...at, "responses", status, "schema"]);
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const content = item["x-ms-notification-content"]?.schema;
    if (isObject(content)) yield* within(content, ["paths", path, "x-ms-notification-content", "schema"]);
  }
}

function* within(schema, at) {
  yield { schema, at };
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* within(property, [...at, "properties", name]);
  if (isObject(schema.items)) yield* within(schema.items, [...at, "items"]);
  if (isObject(schema.additionalProperties)) yield* within(schema.additionalProperties, [...at, "additionalProperties"]);
  for (const word of ["allOf", "anyOf", "oneOf"])
    for (const [i, part] of (schema[word] ?? []).entries()) yield* within(part, [...at, word, i]);
}

function* properties(document) {
  for (const { schema, at } of schemas(document))
    for (const [name, property] of Object.entries(schema.properties ?? {})) yield { name, property, schema, at: [...at, "properties", name] };
}

const reached = (document, schema, names = new Set()) => {
  for (const { schema: part } of within(schema, [])) {
    const name = part.$ref?.replace("#/definitions/", "");
    if (!name || names.has(name)) continue;
    names.add(name);
    reached(document, document.definitions?.[name] ?? {}, names);
  }
  return names;
};

const bodyOf = (document, operation) => (operation.parameters ?? []).map((p) => find(document, p)).find((p) => p?.in === "body");
const sentNames = (document) => {
  const names = new Set();
  for (const { operation } of operations(document)) {
    const body = bodyOf(document, operation);
    if (body?.schema) reached(document, body.schema, names);
  }
  return names;
};
const takesJson = (document, path, method) => {
  const operation = document.paths?.[path]?.[method];
  return Boolean(operation && find(document, bodyOf(document, operation)?.schema)?.properties?.contentBase64);
};
const takesForm = (document, path, method) => (document.paths?.[path]?.[method]?.parameters ?? []).map((p) => find(document, p)).some((p) => p?.in === "formData" && p.type === "file");
const good = (operation) => Object.entries(operation.responses ?? {}).filter(([status]) => /^[23]/.test(status));
const isSentence = (text) => typeof text === "string" && /^[A-Z0-9{"'].*\.$/s.test(text.trim()) && text === text.trim();
const isTitle = (text) => typeof text === "string" && text.length > 0 && text.length <= 80 && text.split(" ").every((word, i) => /^[A-Z0-9(]/.test(word) || (i > 0 && small.has(word)));
const hasHeader = (response, name) => isObject(response?.headers?.[name]);

const checks = {
  "swagger-version": (d, say) => d.swagger === "2.0" || say(["swagger"], "It must be swagger 2.0."),
  "size": (d, say) => JSON.stringify(d, null, 2).length < 1024 * 1024 || say([], "It has 1 MB or more."),
  "operation-count": (d, say) => [...operations(d)].length <= 256 || say(["paths"], "It has more than 256 operations."),
  "host": (d, say) => /^[a-z0-9.-]+(:\d+)?$/i.test(d.host ?? "") || say(["host"], "host must be a bare host name."),
  "base-path": (d, say) => /^\//.test(d.basePath ?? "") || say(["basePath"], "basePath must begin with a slash."),
  "schemes": (d, say) => JSON.stringify(d.schemes) === '["https"]' || say(["schemes"], "schemes must be https alone."),
  "title-length": (d, say) => (d.info?.title?.length > 0 && d.info.title.length <= 30) || say(["info", "title"], "title must have 1 to 30 characters."),
  "title-words": (d, say) => !products.test(d.info?.title ?? "") || say(["info", "title"], "title must not say API, Connector or the name of a product."),
  "info-description": (d, say) => (d.info?.description?.length >= 30 && d.info.description.length <= 500) || say(["info"], "description must have 30 to 500 characters."),
  "contact": (d, say) => ["name", "url", "email"].every((word) => d.info?.contact?.[word]) || say(["info"], "contact needs name, url and email."),
  "connector-metadata": (d, say) =>
    ["Website", "Privacy policy", "Categories"].every((name) => d["x-ms-connector-metadata"]?.some?.((m) => m.propertyName === name && m.propertyValue)) ||
    say([], "x-ms-connector-metadata needs Website, Privacy policy and Categories."),
  "security": (d, say) =>
    Object.values(d.securityDefinitions ?? {}).some((s) => s.type === "apiKey" && s.in === "header" && s.name === "x-functions-key") && d.security?.length > 0 ||
    say([], "The key goes into the header x-functions-key."),

  "operation-id": each((o) => /^[A-Z][A-Za-z0-9]*$/.test(o.operationId ?? ""), "operationId must be PascalCase letters and digits.", "operationId"),
  "operation-id-unique": (d, say) => {
    const seen = new Set();
    for (const { operation, at } of operations(d)) {
      if (seen.has(operation.operationId)) say([...at, "operationId"], `operationId ${operation.operationId} is there twice.`);
      seen.add(operation.operationId);
    }
  },
  "summary-length": each((o) => o.summary?.length > 0 && o.summary.length <= 80, "summary must have 1 to 80 characters.", "summary"),
  "summary-characters": each((o) => /^[A-Za-z0-9() ]*$/.test(o.summary ?? ""), "summary may have letters, digits, blanks and parentheses only.", "summary"),
  "summary-sentence-case": each((o) => {
    const words = (o.summary ?? "").split(" ");
    return /^[A-Z]/.test(words[0]) && (words.length < 3 || words.slice(1).some((w) => /^[a-z]/.test(w)));
  }, "summary must be in sentence case.", "summary"),
  "description-sentence": each((o) => isSentence(o.description), "description must be a sentence that ends in a full stop.", "description"),
  "description-differs": each((o) => o.description?.replace(/\.$/, "").toLowerCase() !== o.summary?.toLowerCase(), "description must say more than the summary.", "description"),
  "operation-visibility": each((o) => visibilities.includes(o["x-ms-visibility"]), "x-ms-visibility must be important, advanced or internal."),

  "parameter-summary": (d, say) => { for (const { parameter, at } of parameters(d)) if (!isTitle(parameter["x-ms-summary"])) say(at, `The parameter ${parameter.name} needs an x-ms-summary in Title Case.`); },
  "parameter-description": (d, say) => { for (const { parameter, at } of parameters(d)) if (!isSentence(parameter.description)) say(at, `The parameter ${parameter.name} needs a description that is a sentence.`); },
  "property-summary": (d, say) => { for (const { name, property, at } of properties(d)) if (!isTitle(property["x-ms-summary"])) say(at, `The property ${name} needs an x-ms-summary in Title Case.`); },
  "property-description": (d, say) => { for (const { name, property, at } of properties(d)) if (!isSentence(property.description)) say(at, `The property ${name} needs a description that is a sentence.`); },
  "path-required": (d, say) => { for (const { parameter, at } of parameters(d)) if (parameter.in === "path" && parameter.required !== true) say(at, "A path parameter must be required."); },
  "path-encoding": (d, say) => { for (const { parameter, at } of parameters(d)) if (parameter.in === "path" && parameter["x-ms-url-encoding"] !== "single") say(at, "A path parameter needs x-ms-url-encoding: single."); },
  "path-values": (d, say) => {
    for (const { operation, at, path } of operations(d)) {
      const said = (operation.parameters ?? []).map((p) => find(d, p)).filter((p) => p?.in === "path").map((p) => p.name).sort().join();
      if (said !== [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join()) say(at, "Each value in the path needs its parameter.");
    }
  },
  "shared-parameters": (d, say) => {
    const seen = new Set();
    for (const { operation, at } of operations(d))
      for (const [i, parameter] of (operation.parameters ?? []).entries()) {
        if (parameter.$ref || parameter.in === "body") continue;
        const text = JSON.stringify(parameter);
        if (seen.has(text)) say([...at, "parameters", i], `The parameter ${parameter.name} is written twice: it belongs into #/parameters.`);
        seen.add(text);
      }
  },
  "internal-required-default": (d, say) => {
    for (const { parameter, at } of parameters(d))
      if (parameter.required && parameter["x-ms-visibility"] === "internal" && parameter.default === undefined) say(at, `${parameter.name} is internal and required: it needs a default.`);
    for (const { name, property, schema, at } of properties(d))
      if (schema.required?.includes(name) && property["x-ms-visibility"] === "internal" && property.default === undefined && !property["x-ms-notification-url"])
        say(at, `${name} is internal and required: it needs a default.`);
  },

  "one-schema": (d, say) => {
    for (const { operation, at } of operations(d)) {
      const count = Object.values(operation.responses ?? {}).filter((r) => r.schema).length;
      const isEmpty = good(operation).every(([status]) => status === "204");
      if (count !== (isEmpty ? 0 : 1)) say([...at, "responses"], `Exactly one response needs a schema; ${count} have one.`);
    }
  },
  "errors-without-schema": (d, say) => {
    for (const { operation, at } of operations(d)) {
      const bad = Object.entries(operation.responses ?? {}).filter(([status]) => /^[45]/.test(status));
      if (!bad.some(([s]) => s[0] === "4") || !bad.some(([s]) => s[0] === "5")) say([...at, "responses"], "The responses need a 4xx and a 5xx.");
      for (const [status, response] of bad) if (response.schema) say([...at, "responses", status], "An error has no schema.");
    }
  },
  "default-response": (d, say) => { for (const { operation, at } of operations(d)) if (!operation.responses?.default || operation.responses.default.schema) say([...at, "responses"], "There must be a default response without a schema."); },
  "response-description": (d, say) => { for (const { operation, at } of operations(d)) for (const [status, r] of Object.entries(operation.responses ?? {})) if (!isSentence(r.description)) say([...at, "responses", status], "A response needs a description that is a sentence."); },
  "no-empty-schema": (d, say) => {
    for (const { schema, at, isParameter } of schemas(d))
      if (!isParameter && !schema.type && !schema.$ref && !schema.allOf && !schema.anyOf && !schema.oneOf) say(at, "A schema must say its type.");
      else if (schema.type === "object" && !Object.keys(schema.properties ?? {}).length && !schema.additionalProperties) say(at, "An object must say what is in it.");
  },
  "media-types": (d, say) => {
    for (const { operation, at } of [{ operation: d, at: [] }, ...operations(d)])
      for (const word of ["consumes", "produces"])
        for (const type of operation[word] ?? []) if (!mediaTypes.includes(type)) say([...at, word], `${type} is not a type that flows know.`);
  },
  "known-formats": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.format !== undefined && !formats.includes(schema.format)) say(at, `${schema.format} is not a format that flows know.`); },
  "no-combinations": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.anyOf || schema.oneOf || schema.not) say(at, "anyOf, oneOf and not are not known to flows."); },
  "no-nullable": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.nullable !== undefined || schema["x-nullable"] !== undefined || Array.isArray(schema.type)) say(at, "What may be absent is not required; null is not sent."); },
  "no-unique-items": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.uniqueItems !== undefined) say(at, "uniqueItems is not known to flows."); },
  "no-recursion": (d, say) => { for (const [name, schema] of Object.entries(d.definitions ?? {})) if (reached(d, schema).has(name)) say(["definitions", name], `${name} is part of itself.`); },
  "no-reference-siblings": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.$ref && Object.keys(schema).length > 1) say(at, "What stands beside a reference is not read."); },
  "references": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.$ref && find(d, schema) === undefined) say(at, `${schema.$ref} is not there.`); },
  "array-items": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.type === "array" && !isObject(schema.items)) say(at, "An array must say its items."); },
  "enum-types": (d, say) => {
    const is = { string: (v) => typeof v === "string", integer: Number.isInteger, number: (v) => typeof v === "number", boolean: (v) => typeof v === "boolean" };
    for (const { schema, at } of schemas(d)) if (schema.enum && !(schema.enum.length > 0 && schema.enum.every((value) => is[schema.type]?.(value)))) say(at, "The values of an enum must be of its type.");
  },
  "body-place": (d, say) => {
    for (const { operation, method, at } of operations(d)) {
      const places = (operation.parameters ?? []).map((p) => find(d, p)?.in).filter((p) => p === "body" || p === "formData");
      if ((method === "get" && places.length) || places.filter((p) => p === "body").length > 1 || new Set(places).size > 1) say(at, "One body, and none in a GET.");
    }
  },
  "binary-place": (d, say) => { for (const { schema, at } of schemas(d)) if (schema.format === "binary" && at.includes("properties")) say(at, "A file in an object is base64 (format byte)."); },

  "pageable": (d, say) => {
    for (const { operation, method, at } of operations(d)) {
      const [, response] = good(operation).find(([, r]) => r.schema) ?? [];
      const answer = find(d, response?.schema)?.properties ?? {};
      const isList = find(d, answer.value)?.type === "array";
      if ((isList && answer.nextLink !== undefined) !== (operation["x-ms-pageable"]?.nextLinkName === "nextLink")) say(at, "A list with nextLink needs x-ms-pageable, and nothing else has it.");
      // What a POST answers has an entry for each that was sent; a trigger goes on at its Location.
      if (isList && method === "get" && !operation["x-ms-trigger"] && answer.nextLink === undefined && !whole[operation.operationId]) say(at, "A list pages, unless something keeps it short: say what in connector.js.");
    }
  },
  "dropdown-words": (d, say) => {
    for (const { schema, at } of schemas(d)) if (!schema["x-ms-dynamic-values"] !== !schema["x-ms-dynamic-list"]) say(at, "A dropdown needs both x-ms-dynamic-values and x-ms-dynamic-list.");
  },
  "dropdown-operations": (d, say) => {
    const known = new Map([...operations(d)].map(({ operation }) => [operation.operationId, operation]));
    for (const { schema, at } of schemas(d)) {
      const [values, list] = [schema["x-ms-dynamic-values"], schema["x-ms-dynamic-list"]];
      for (const [by, array, names] of [[values, values?.["value-collection"], [values?.["value-path"], values?.["value-title"]]], [list, list?.itemsPath, [list?.itemValuePath, list?.itemTitlePath]]]) {
        if (!by) continue;
        const operation = known.get(by.operationId);
        const [, response] = good(operation ?? {}).find(([, r]) => r.schema) ?? [];
        const entry = find(d, find(d, find(d, response?.schema)?.properties?.[array])?.items);
        const chosenBefore = Object.values(by.parameters ?? {}).map((p) => p.parameter ?? p.parameterReference).filter((name) => name !== undefined);
        const beside = at[0] === "paths" ? (d.paths[at[1]]?.[at[2]]?.parameters ?? []).map((p) => find(d, p).name) : [];
        if (chosenBefore.some((name) => !beside.includes(name))) say(at, `The list of this dropdown asks for ${chosenBefore.join(", ")}, which is not chosen beside it.`);
        const demanded = (operation?.parameters ?? []).map((p) => find(d, p)).filter((p) => p.required && p.default === undefined && !(p.name in (by.parameters ?? {})));
        if (!entry || demanded.length || names.some((name) => !entry.properties?.[name])) say(at, `${by.operationId} does not declare what this dropdown shows.`);
      }
    }
  },
  "dropdown-offered": (d, say) => {
    const offers = (schema) => [schema, schema.items ?? {}].some((s) => s["x-ms-dynamic-list"] || s.enum);
    const isText = (schema) => schema.type === "string" || (schema.type === "array" && schema.items?.type === "string");
    const isChosen = (name) => (chosen.test(name) || fixed.test(name)) && !typed[name];
    for (const { parameter, at } of parameters(d))
      if (parameter.in !== "body" && isText(parameter) && (isChosen(parameter.name) || (parameter.in === "path" && !typed[parameter.name])) && !offers(parameter)) say(at, `${parameter.name} needs a dropdown.`);
    for (const name of sentNames(d))
      for (const { schema, at } of within(d.definitions?.[name] ?? {}, ["definitions", name]))
        for (const [word, property] of Object.entries(schema.properties ?? {})) if (isText(property) && isChosen(word) && !offers(property)) say([...at, "properties", word], `${word} needs a dropdown.`);
  },
  "test-connection": (d, say) => {
    const named = d["x-ms-capabilities"]?.testConnection?.operationId;
    const test = [...operations(d)].find(({ operation }) => operation.operationId === named);
    if (named !== "TestConnection" || !test || test.operation.parameters?.length || test.operation["x-ms-visibility"] !== "internal" || test.method !== "get" || !test.operation.responses?.["401"])
      say([], "TestConnection must be there, internal, without parameters, with a 401.");
  },
  "file-type": (d, say) => {
    for (const { parameter, at } of parameters(d)) {
      const isFile = parameter.format === "binary" || /^file$/i.test(parameter.name ?? "");
      if (parameter.in === "formData" ? isFile && parameter.type !== "file" : parameter.type === "file") say(at, "A file of a form, and nothing else, is of the type file.");
    }
  },
  "files": (d, say) => {
    for (const { operation, method, at, path } of operations(d)) {
      const all = (operation.parameters ?? []).map((p) => find(d, p));
      // A form stands beside the operation that takes the same as JSON: /imports/form beside /imports.
      if (all.some((p) => p?.in === "formData") && !takesJson(d, path.replace(/\/form$/, ""), method)) say(at, "A file comes as JSON, too, with fileName and contentBase64.");
      const body = find(d, all.find((p) => p?.in === "body")?.schema)?.properties;
      if (body?.contentBase64 && !takesForm(d, `${path}/form`, method)) say(at, "A file comes as a form, too, at the same path with /form behind it.");
      if (body?.contentBase64 && (body.contentBase64.format !== "byte" || !body.fileName)) say(at, "contentBase64 has the format byte, and fileName stands beside it.");
    }
  },
  "versions": (d, say) => {
    const known = new Set([...operations(d)].map(({ operation }) => operation.operationId));
    for (const { operation, at } of operations(d)) {
      const annotation = operation["x-ms-api-annotation"];
      if (operation.deprecated && !known.has(annotation?.replacement?.operationId)) say(at, "What is deprecated names its replacement.");
      if (/V\d+$/.test(operation.operationId ?? "") && !(annotation?.family && annotation.revision > 1)) say(at, "A newer version names its family and revision.");
    }
  },
  "idempotency-key": (d, say) => {
    for (const { operation, method, at } of operations(d))
      if (method === "post" && (operation["x-repeatable"] === true) === (operation.parameters ?? []).some((p) => find(d, p)?.name === "Idempotency-Key"))
        say(at, "A POST takes an Idempotency-Key, or says with x-repeatable that it needs none.");
  },
  "new-version": (d, say) => {
    for (const { operation, at } of operations(d))
      if (operation.responses?.["201"] && (operation.responses["412"] || (operation.parameters ?? []).some((p) => find(d, p)?.name === "If-Match")))
        say(at, "What is made has no version yet: no If-Match, and no 412.");
  },
  "location": (d, say) => {
    for (const { operation, at } of operations(d))
      for (const status of ["201", "202"]) if (operation.responses?.[status] && !hasHeader(operation.responses[status], "Location")) say([...at, "responses", status], `${status} needs the header Location.`);
  },
  "retry-after": (d, say) => { for (const { operation, at } of operations(d)) if (operation.responses?.["202"] && !hasHeader(operation.responses["202"], "Retry-After")) say([...at, "responses", "202"], "202 needs the header Retry-After."); },
  "trigger-kind": (d, say) => {
    for (const { operation, method, at } of operations(d)) {
      const trigger = operation["x-ms-trigger"];
      if (trigger !== undefined && !((trigger === "batch" && method === "get") || (trigger === "single" && method === "post"))) say(at, "A trigger is batch (GET) or single (POST).");
    }
  },
  "trigger-summary": (d, say) => { for (const { operation, at } of operations(d)) if (operation["x-ms-trigger"] && !/^When /.test(operation.summary ?? "")) say([...at, "summary"], "The summary of a trigger begins with When."); },
  "polling": (d, say) => {
    for (const { operation, at } of operations(d))
      if (operation["x-ms-trigger"] === "batch" && !["200", "202"].every((s) => hasHeader(operation.responses?.[s], "Location") && hasHeader(operation.responses[s], "Retry-After")))
        say([...at, "responses"], "A polling trigger answers 200 and 202, both with Location and Retry-After.");
  },
  "webhook-url": (d, say) => {
    for (const { operation, at } of operations(d)) {
      if (operation["x-ms-trigger"] !== "single") continue;
      const body = find(d, bodyOf(d, operation)?.schema);
      const urls = Object.entries(body?.properties ?? {}).filter(([, p]) => p["x-ms-notification-url"] === true);
      if (urls.length !== 1 || urls[0][1]["x-ms-visibility"] !== "internal" || !body.required?.includes(urls[0][0])) say(at, "A webhook trigger has one x-ms-notification-url, internal and required.");
    }
  },
  "webhook-content": (d, say) => { for (const { operation, item, at } of operations(d)) if (operation["x-ms-trigger"] === "single" && !item["x-ms-notification-content"]?.schema) say(at, "A webhook trigger says on its path what is sent."); },
  "webhook-location": (d, say) => { for (const { operation, at } of operations(d)) if (operation["x-ms-trigger"] === "single" && !hasHeader(operation.responses?.["201"], "Location")) say([...at, "responses"], "A webhook trigger answers 201 with Location."); },
  "webhook-end": (d, say) => {
    const all = [...operations(d)];
    if (all.some(({ operation }) => operation["x-ms-trigger"] === "single") && !all.some(({ operation, method }) => method === "delete" && operation["x-ms-visibility"] === "internal" && operation.security?.length === 0))
      say(["paths"], "There must be an internal DELETE without a key that ends a subscription.");
  },
};

function each(isGood, message, word) {
  return (document, say) => {
    for (const { operation, at } of operations(document)) if (!isGood(operation)) say(word && operation[word] !== undefined ? [...at, word] : at, message);
  };
}

export default (document, { check }) => {
  const wrong = [];
  checks[check](document, (path, message) => wrong.push({ path, message }));
  return wrong;
};
