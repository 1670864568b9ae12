// plotly.js as a classic script: browsers keep its compiled code for the next visit, which they do not for a module.

export function library(path) {
  library.loading ??= new Promise((resolve, reject) => {
    if (globalThis.Plotly) return resolve();
    const { href } = new URL(path, document.baseURI);
    const begun = [...document.scripts].find((each) => each.src === href); // by the page itself
    const script = begun ?? document.createElement("script");
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`plotly.js could not be loaded from ${href}`)));
    if (begun) return;
    script.src = href;
    document.head.append(script);
  });
  return library.loading;
}
