const { execFileSync } = require('node:child_process')
const path = require('node:path')

/** The real product is built once for all journeys. */
module.exports = () => {
  execFileSync(process.execPath, [path.join(__dirname, 'scripts/build.mjs')], { stdio: 'inherit' })
}
