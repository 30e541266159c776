// Starts the two modules of the page: the playground, and the shipped widget.
const beside = (name) => ({ module_or_path: new URL(name, import.meta.url) });

// What the widget prints under `debug` goes to the timeline; lines that nothing handles stay in the console.
const print = console.debug;
console.debug = (...said) => {
  const told = new CustomEvent("playground-debug", { detail: said[0], cancelable: true });
  if (said[1]?.id !== "widget" || document.dispatchEvent(told)) print.apply(console, said);
};

const start = async ({ value, reason }, module) => {
  if (!value) throw reason;
  await value.default(beside(module));
};

const [playground, widget] = await Promise.allSettled([
  import("./chakra-playground.js"),
  import("./chakra-connect.js"),
]);

// The playground first, so that it hears the widget's first events. The widget does not depend on it.
await start(playground, "./chakra-playground_bg.wasm").catch(console.error);
await start(widget, "./chakra-connect_bg.wasm").catch((error) => {
  console.error(error);
  const notice = document.getElementById("not-loaded");
  // The gallery has no notice.
  if (!notice) return;
  notice.querySelector("code").textContent = String(error?.message ?? error);
  notice.querySelector("button").onclick = () => location.reload();
  notice.hidden = false;
});
