// plotly.js as a classic script: browsers keep its compiled code for the next visit, which they do not for a module.

export function library(path) {
  library.loading ??= new Promise((resolve, reject) => {
    if (globalThis.Plotly) return resolve();
    const { href } = new URL(path, document.baseURI);
    const script = document.createElement("script");
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => {
      library.loading = undefined; // so that it is asked for again
      reject(new Error(`plotly.js could not be loaded from ${href}`));
    });
    script.src = href;
    document.head.append(script);
  });
  return library.loading;
}
