// The React page before the widget is added.
import { page } from "./in-react.jsx";

page(null);
