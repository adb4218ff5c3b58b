export default definePageConfig({ navigationBarTitleText: '长期预约' })
