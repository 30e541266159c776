import { type RouteConfig, index, route } from "@react-router/dev/routes";

export default [
  index("routes/home.tsx"),
  route("api/chakra/:call", "routes/chakra.ts"),
] satisfies RouteConfig;
