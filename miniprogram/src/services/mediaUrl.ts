/** Addresses of photos and recordings come without a host; the mini program needs one. */
export const toMediaUrl = (url: string): string => (url.startsWith('/') ? __API_BASE__ + url : url)
