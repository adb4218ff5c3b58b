export default definePageConfig({ navigationBarTitleText: '街道值班' })
