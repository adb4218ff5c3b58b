interface Updating {
  updateOne: (...args: never[]) => unknown
}

/**
 * Does something on a server that is killed after so many updates of these collections: none that comes later is
 * written, whatever the server does about it.
 * @returns whether it was killed before it was through.
 */
export async function dieAfter(
  updates: number,
  models: readonly object[],
  work: () => Promise<unknown>,
): Promise<boolean> {
  const server = { left: updates, isDead: false }
  const spies = (models as readonly Updating[]).map((model) => {
    const write = model.updateOne.bind(model)
    return jest.spyOn(model, 'updateOne').mockImplementation((...args) => {
      if (server.left <= 0) {
        server.isDead = true
        throw new Error('killed')
      }
      server.left -= 1
      return write(...args)
    })
  })
  try {
    await work()
  } catch (error) {
    if (!server.isDead) throw error
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return server.isDead
}
