/** Address of the API without a slash at the end; empty on H5, where it is the page's own origin. */
declare const __API_BASE__: string
/** Address of the socket server; empty on H5. */
declare const __SOCKET_BASE__: string

declare module '*.scss'
declare module '*.svg' {
  const url: string
  export default url
}
