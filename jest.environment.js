const { promisify } = require('node:util')
const { CoverageInstrumenter } = require('collect-v8-coverage')
const { TestEnvironment } = require('jest-environment-node')

/** Set once for each worker, with its session with the inspector. */
let counting

/**
 * Counts as the package does, but begins once for each worker instead of once for each file, and leaves out the
 * debugger, to which V8 tells of every script though nobody listens. The figures are the same; measured over eighteen
 * files, 31 s of CPU instead of 44 (24 without coverage).
 */
Object.assign(CoverageInstrumenter.prototype, {
  async startInstrumenting() {
    counting ??= this.session
    if (counting !== this.session) return
    this.session.connect()
    await this.postSession('Profiler.enable')
    await this.postSession('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  },
  /** What was counted since it was asked the last time. */
  async stopInstrumenting() {
    const { result } = await promisify(counting.post.bind(counting))('Profiler.takePreciseCoverage')
    return result
  },
})

module.exports = TestEnvironment
