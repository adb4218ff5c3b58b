import { areaLevelOf } from '@linli/shared/areas/areas'
import { postKindOf, postTargetOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import { Area } from './area.model'
import { describeVolunteerPost } from '../volunteers/volunteer.post'
import { Unit } from './unit.model'

/** A post as people read it, and the area it works for. */
export interface PostDescription {
  post: Post
  name: string
  areaCode: string
  /** False for a unit that takes no work now. */
  isOpen: boolean
  phone?: string | undefined
}

const deskNames = { community: '工作人员', street: '受理台', district: '受理台' } as const

async function describeUnit(post: Post, id: string): Promise<PostDescription | undefined> {
  if (!Types.ObjectId.isValid(id)) return undefined
  const unit = await Unit.findOne({ _id: id }).lean()
  return unit
    ? { post, name: unit.name, areaCode: unit.areaCode, isOpen: unit.isOpen, phone: unit.phone }
    : undefined
}

async function describeAreaPost(post: Post, code: string): Promise<PostDescription | undefined> {
  const area = await Area.findOne({ code }).lean()
  if (!area) return undefined
  const level = areaLevelOf(code)
  const description = { post, areaCode: code, isOpen: true, phone: area.phone }
  switch (postKindOf(post)) {
    case 'grid':
      return level === 'grid' ? { ...description, name: `${area.name}网格员` } : undefined
    case 'building':
      return level === 'building' ? { ...description, name: `${area.name}楼组长` } : undefined
    case 'admin':
      return level === 'district' ? { ...description, name: `${area.name}管理员` } : undefined
    case 'pool':
      return level === 'community' ? { ...description, name: `${area.name}志愿者` } : undefined
    case 'triage':
      return level === 'community' || level === 'street' || level === 'district'
        ? { ...description, name: `${area.name}${deskNames[level]}` }
        : undefined
    default:
      return undefined
  }
}

/** What a post is called and where it works; undefined when there is no such unit or area. */
export async function describePost(post: Post): Promise<PostDescription | undefined> {
  const target = postTargetOf(post)
  const kind = postKindOf(post)
  if (kind === 'volunteer') return describeVolunteerPost(post, target)
  return kind === 'unit' ? describeUnit(post, target) : describeAreaPost(post, target)
}
