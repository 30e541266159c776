// Loads the vendor's script once per page.

/** Time limit of the script, and then of its frame. */
export const DEADLINE = 20_000;

let loading;

const load = (url) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const timer = setTimeout(() => fail(new Error("the sign-up took too long to load")), DEADLINE);
    const fail = (error) => {
      clearTimeout(timer);
      script.remove();
      // The next call tries again.
      loading = undefined;
      reject(error);
    };
    script.src = url;
    script.async = true;
    script.onload = () => {
      clearTimeout(timer);
      resolve(window.ChakraWhatsappConnect);
    };
    script.onerror = () => fail(new Error("the sign-up could not be loaded"));
    document.head.append(script);
  });

export const loadSdk = (url) => (loading ??= load(url));
