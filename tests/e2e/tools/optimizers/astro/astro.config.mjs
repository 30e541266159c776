export default {
  devToolbar: { enabled: false },
  vite: { server: { proxy: { "/api": process.env.BACKEND } } },
};
