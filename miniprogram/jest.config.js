const { base, transformPackages } = require('../jest.base.js')

module.exports = {
  ...base,
  displayName: 'miniprogram',
  testEnvironment: 'jsdom',
  setupFiles: ['<rootDir>/mocks/setup.js'],
  globals: { __API_BASE__: '' },
  moduleNameMapper: {
    '^@tarojs/components$': '<rootDir>/mocks/taroComponents.js',
    '^@tarojs/taro$': '<rootDir>/mocks/taro.js',
    '\\.(css|scss)$': 'identity-obj-proxy',
  },
  transformIgnorePatterns: transformPackages('@nutui', '@tarojs'),
}
