import mongoose from 'mongoose'

/**
 * The one mongoose of the program, set up before any model is compiled: `autoIndex`, `autoCreate` and
 * `minimize` are read when a model is made. Import this file before every feature (`main.ts` and the test
 * setup do); `connectDatabase` refuses models that were compiled too early.
 */
mongoose.set({
  strict: 'throw',
  strictQuery: 'throw',
  runValidators: true,
  returnDocument: 'after',
  autoIndex: false,
  autoCreate: false,
})
mongoose.plugin((schema) => {
  schema.set('minimize', false)
})

export { mongoose }
