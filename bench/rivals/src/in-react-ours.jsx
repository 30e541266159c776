// The same page with the widget's React component, from the npm package.
import { ChakraConnect } from "chakra-whatsapp-connect/react";
import { page } from "./in-react.jsx";

page(<ChakraConnect backend="/api" sdkUrl={document.querySelector("#root").dataset.sdkUrl} />);
