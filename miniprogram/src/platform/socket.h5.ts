/** Ways for socket.io to connect: the browser's own WebSocket. */
export const socketTransports: ['websocket'] = ['websocket']
