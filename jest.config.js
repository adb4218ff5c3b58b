/** @type {import('jest').Config} */
module.exports = {
  projects: ['<rootDir>/shared', '<rootDir>/server', '<rootDir>/miniprogram'],
  collectCoverageFrom: [
    '{shared,server}/src/**/*.ts',
    '!**/*.{test,config}.*',
    '!**/*.d.ts',
    '!server/src/test/**',
  ],
  // One worker by itself on two cores. v8 tells of every script a worker still holds after each file: measured, workers
  // that grow to 1.5 GB take a fifth longer than those that start anew every few files.
  maxWorkers: 2,
  workerIdleMemoryLimit: '350MB',
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'json-summary'],
}
