// Runs Azurite inside this process, so that one process is all there is to stop. Arguments are passed on to it.
//
// Two things differ from running it directly:
// - Ctrl+C reaches every process of the terminal. The host must drain first, so this one ignores it.
// - It closes when its standard input ends. That happens when the host closes it, and also when the host is killed without
//   a chance to say so; Azurite then still writes its data and leaves no process behind.
import { createRequire } from "node:module";

const closeWithinMs = 10_000;
const oldestNode = 20;

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

createRequire(import.meta.url)("azurite/dist/src/azurite.js");
