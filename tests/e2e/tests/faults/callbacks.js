// Runs before the vendor's script: records each call of a callback, and can call it twice or repeat it later.
(() => {
  const calls = [];
  let sdk;
  const heard = (callback) => (...given) => {
    calls.push(() => callback(...given));
    callback(...given);
    if (test.doubles) callback(...given);
  };
  const init = (options) => {
    const { onMessage, onSuccess, onError } = options;
    return sdk.init({ ...options, onMessage: heard(onMessage), onSuccess: heard(onSuccess), onError: heard(onError) });
  };
  Object.defineProperty(window, "ChakraWhatsappConnect", {
    configurable: true,
    get: () => sdk && { init },
    set: (value) => (sdk = value),
  });
  /** Repeats all calls. Returns their number. */
  test.tellsAgain = () => {
    const count = calls.length;
    for (const call of calls.slice()) call();
    return count;
  };
})();
