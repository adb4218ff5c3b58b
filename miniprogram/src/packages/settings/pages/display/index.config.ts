export default definePageConfig({ navigationBarTitleText: '字体与长辈版' })
