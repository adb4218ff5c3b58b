export default definePageConfig({ navigationBarTitleText: '报公共地方的问题' })
