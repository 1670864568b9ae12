// What this window last showed: of use to whoever is mounted next, on another page or after the server was restarted.
// `waiting` are changes that nobody has answered, `times` says where the clock stood; both concern a cost, and wait for
// a page about it. `window` is what the windows on a regression showed, `network` the link of the page of the network and
// `landscape` what its landscape showed. Kept by the window, since each component has its own copy of this module.

export const memory = (globalThis.optimViz ??= {
  session: null,
  query: null,
  network: null,
  landscape: null,
  mode: null,
  times: {},
  window: null,
  waiting: [],
});
