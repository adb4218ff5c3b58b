export default definePageConfig({ navigationBarTitleText: '排班怎么算' })
