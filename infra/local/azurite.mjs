// Runs Azurite inside this process, so that one process is all there is to stop. Arguments are passed on to it.
//
// Three things differ from running it directly:
// - Ctrl+C reaches every process of the terminal. The host must drain first, so this one ignores it.
// - It closes when its standard input ends. That happens when the host closes it, and also when the host is killed without
//   a chance to say so; Azurite then still writes its data and leaves no process behind.
// - With USERFUNCTIONS_AZURITE_KEEPS=1 it keeps what was deleted.
import { createRequire } from "node:module";

const closeWithinMs = 10_000;
const oldestNode = 20;

// The longest that a timer can wait: 24 days.
const neverMs = 2 ** 31 - 1;

if (Number(process.versions.node.split(".")[0]) < oldestNode) {
  console.error(`Node ${oldestNode} or newer is needed to run Azurite, but this is Node ${process.versions.node}: install Node ${oldestNode}.`);
  process.exit(1);
}

// Nobody may be left to read what Azurite says while it closes.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const ignore = () => {};
process.on("SIGINT", ignore);
process.on("newListener", (name, listener) => {
  if (name === "SIGINT" && listener !== ignore) process.nextTick(() => process.removeListener(name, listener));
});

function close() {
  // Before Azurite listens there is nothing to write and nobody to tell.
  if (process.listenerCount("message") === 0) process.exit(0);
  process.emit("message", "shutdown");
  setTimeout(() => process.exit(1), closeWithinMs).unref();
}

process.stdin.once("end", close).once("error", close).resume();

const require = createRequire(import.meta.url);

// Azurite takes away what was deleted or overwritten one by one, each time going through all there is, and answers nobody meanwhile: for a minute and more after thousands of writes.
// A process that lives for minutes and keeps everything in memory does without.
if (process.env.USERFUNCTIONS_AZURITE_KEEPS === "1") {
  for (const service of ["blob", "queue"]) require(`azurite/dist/src/${service}/utils/constants.js`).DEFAULT_GC_INTERVAL_MS = neverMs;
}

require("azurite/dist/src/azurite.js");
