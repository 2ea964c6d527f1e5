// An SMTP server for tests. Prints {"port":n} once it listens, then each mail it takes as one line of JSON.
//
// Arguments: --cert <pem> --key <pem> offers STARTTLS; without them there is none. --user <name> --password <text> demands
// credentials, which are taken on an encrypted connection only. --refuse <n> puts off every n-th mail with 451. It ends when its standard input does, so that it never
// outlives the test process.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SMTPServer } from "smtp-server";

const text = { type: "string" };
const { values } = parseArgs({ options: { cert: text, key: text, user: text, password: text, refuse: text } });
const refuse = Number(values.refuse ?? 0);
let offered = 0;
const offersTls = values.cert !== undefined;

function say(line) {
  process.stdout.write(JSON.stringify(line) + "\n");
}

const server = new SMTPServer({
  cert: offersTls ? readFileSync(values.cert) : undefined,
  key: offersTls ? readFileSync(values.key) : undefined,
  hideSTARTTLS: !offersTls,
  disabledCommands: offersTls ? [] : ["STARTTLS"],
  authOptional: values.user === undefined,
  onAuth(auth, session, done) {
    const isRight = auth.username === values.user && auth.password === values.password;
    done(isRight ? null : new Error("These credentials are wrong"), { user: auth.username });
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      offered += 1;
      if (refuse > 0 && offered % refuse === 0) {
        say({ refused: rcptTo[0].address });
        done(Object.assign(new Error("Try again later"), { responseCode: 451 }));
        return;
      }
      say({ from: mailFrom.address, to: rcptTo.map((r) => r.address), secure: session.secure, user: session.user || null, raw: Buffer.concat(parts).toString("latin1") });
      done();
    });
  },
});

// A client that breaks off, as one does that trusts nobody, is no failure of this server.
server.on("error", (error) => say({ error: error.message }));
server.listen(0, "127.0.0.1", () => say({ port: server.server.address().port }));
process.stdout.on("error", () => {});
process.stdin.once("end", () => process.exit(0)).once("error", () => process.exit(0)).resume();
