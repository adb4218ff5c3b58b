import type { JobDefinition } from '../../jobs/job'
import { resumeImports } from './import.run'

/** Goes on with imports whose process died. */
export const importJob: JobDefinition = {
  name: 'resumeImports',
  everySeconds: 60,
  run: async (deps) => {
    await resumeImports(deps)
  },
}
