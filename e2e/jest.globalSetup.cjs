const { execFileSync } = require('node:child_process')
const path = require('node:path')

/** The real product is built once for all journeys: not as jest's NODE_ENV would have it, which breaks the web page. */
module.exports = () => {
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [path.join(__dirname, 'scripts/build.mjs')], { stdio: 'inherit', env })
}
