import path from 'node:path'
import { defineConfig } from '@tarojs/cli'

const shared = path.resolve(__dirname, '../../shared/src')

export default defineConfig(() => ({
  projectName: 'linli',
  date: '2026-11-22',
  designWidth: 375,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  sourceRoot: 'src',
  outputRoot: `dist/${process.env.TARO_ENV ?? 'weapp'}`,
  plugins: ['@tarojs/plugin-framework-react', path.resolve(__dirname, 'ariaPlugin.ts')],
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  // TARO_APP_* from the shell is not inlined by Taro. Empty means the page's own origin, which only H5 has.
  defineConstants: {
    __API_BASE__: JSON.stringify(process.env.API_BASE ?? localServer()),
    __SOCKET_BASE__: JSON.stringify(process.env.SOCKET_BASE ?? process.env.API_BASE ?? localServer()),
  },
  alias: { '@linli/shared': shared },
  mini: {
    compile: { include: [shared] },
    miniCssExtractPluginOption: { ignoreOrder: true },
    postcss: { pxtransform: { enable: true, config: {} }, cssModules: { enable: false } },
  },
  h5: {
    compile: { include: [shared] },
    publicPath: '/',
    staticDirectory: 'static',
    router: { mode: 'browser' },
    // What three pages use is loaded once and kept; without this each page's file carries its own copy.
    webpackChain: (chain) => {
      chain.merge({
        optimization: {
          splitChunks: {
            cacheGroups: {
              pages: {
                name: 'pages',
                chunks: 'async',
                minChunks: 3,
                minSize: 0,
                priority: 20,
              },
            },
          },
        },
      })
    },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    postcss: {
      autoprefixer: { enable: true, config: {} },
      // One rem is always 20 px: a wide screen gets a wider layout, not larger letters.
      pxtransform: { enable: true, config: { minRootSize: 20, maxRootSize: 20 } },
    },
  },
}))

function localServer(): string {
  return process.env.TARO_ENV === 'h5' ? '' : 'http://127.0.0.1:3000'
}
