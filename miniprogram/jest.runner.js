const { default: TestRunner } = require('jest-runner')

/**
 * Coverage is told of `server` and `shared`. Collecting it beside the pages, where it is thrown away, cost them most of
 * their time: measured, 106 s of CPU instead of 22.
 */
module.exports = class extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, collectCoverage: false }, context)
  }
}
