const { base, transformPackages } = require('../jest.base.js')

module.exports = {
  ...base,
  displayName: 'miniprogram',
  runner: '<rootDir>/jest.runner.js',
  testEnvironment: 'jsdom',
  setupFiles: ['<rootDir>/mocks/setup.js'],
  globals: { __API_BASE__: '', __SOCKET_BASE__: '' },
  // Components are tested as the H5 page runs them: x.h5.ts is taken where x has one file per platform.
  moduleFileExtensions: ['h5.ts', 'h5.tsx', 'ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    '^@tarojs/components$': '<rootDir>/mocks/taroComponents.js',
    '^@tarojs/taro$': '<rootDir>/mocks/taro.js',
    '^@nutui/nutui-react-taro$': '<rootDir>/mocks/nutui.js',
    '\\.(css|scss)$': 'identity-obj-proxy',
  },
  transformIgnorePatterns: transformPackages('@nutui', '@tarojs'),
}
