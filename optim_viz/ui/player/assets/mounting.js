// What Streamlit calls: one instance of a class a place in the page, told of every change by `update`.

export function mounting(Kind) {
  const mounted = new WeakMap();
  return ({ data, parentElement, setStateValue }) => {
    let instance = mounted.get(parentElement);
    if (!instance) {
      instance = new Kind(parentElement);
      mounted.set(parentElement, instance);
    }
    instance.update(data, (messages) => setStateValue("outbox", messages));
    return () => {
      // Streamlit also tidies up after a call that a newer one has overtaken; the page then still has the instance.
      if (parentElement.isConnected) return;
      mounted.get(parentElement)?.stop();
      mounted.delete(parentElement);
    };
  };
}
