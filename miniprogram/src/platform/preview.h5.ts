/** Shows photos full screen. What draws them is large, and fetched only when somebody looks at one. */
export async function previewPhotos(urls: string[], current: string): Promise<void> {
  const { showPhotos } = await import('./photoViewer')
  await showPhotos(urls, current)
}
