/** NutUI component by component, as the build takes it; its whole bundle is slow to load and wants a canvas. */
module.exports = new Proxy(
  {},
  {
    get: (_, name) => {
      if (name === '__esModule' || typeof name !== 'string') return undefined
      const component = require(`@nutui/nutui-react-taro/dist/es/packages/${name.toLowerCase()}`)
      return component[name] ?? component.default
    },
  },
)
