export default definePageConfig({ navigationBarTitleText: '昵称' })
