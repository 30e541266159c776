// The same page with the rival's component.
import { page } from "./in-react.jsx";
import { Connect } from "./react.jsx";

page(<Connect sdkUrl={document.querySelector("#root").dataset.sdkUrl} />);
