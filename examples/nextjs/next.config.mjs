/** @type {import("next").NextConfig} */
export default {
  // Where your backend is: the browser sees one origin.
  rewrites: async () => [{ source: "/api/:path*", destination: "http://127.0.0.1:8080/api/:path*" }],
};
