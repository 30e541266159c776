// Runs before the vendor's script: hears each call of a callback, and can have it made twice, or once more.
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
  /** Makes all calls once more. How many there were. */
  test.tellsAgain = () => {
    const count = calls.length;
    for (const call of calls.slice()) call();
    return count;
  };
})();
