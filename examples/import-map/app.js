// Two pages in one, without a build.
import "chakra-whatsapp-connect/define";

const main = document.querySelector("main");

const show = () => {
  const page = document.getElementById(location.hash.slice(1) || "whatsapp");
  main.replaceChildren(page.content.cloneNode(true));
};
window.addEventListener("hashchange", show);
show();

// The widget's events bubble.
main.addEventListener("chakra-connected", ({ detail }) => {
  document.querySelector("output").textContent = `Connected: ${detail.numbers[0]?.displayPhoneNumber}`;
});
