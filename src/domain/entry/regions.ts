import { REGIONS } from '../fields'

type Region = typeof REGIONS[number]

/** As the console names them, without the continent before the brackets where the place says it. */
export const REGION_NAME: Record<Region, string> = {
  'af-south-1': 'Cape Town',
  'ap-east-1': 'Hong Kong',
  'ap-east-2': 'Taipei',
  'ap-northeast-1': 'Tokyo',
  'ap-northeast-2': 'Seoul',
  'ap-northeast-3': 'Osaka',
  'ap-south-1': 'Mumbai',
  'ap-south-2': 'Hyderabad',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney',
  'ap-southeast-3': 'Jakarta',
  'ap-southeast-4': 'Melbourne',
  'ap-southeast-5': 'Malaysia',
  'ap-southeast-6': 'New Zealand',
  'ap-southeast-7': 'Thailand',
  'ca-central-1': 'Canada Central',
  'ca-west-1': 'Calgary',
  'cn-north-1': 'Beijing',
  'cn-northwest-1': 'Ningxia',
  'eu-central-1': 'Frankfurt',
  'eu-central-2': 'Zurich',
  'eu-north-1': 'Stockholm',
  'eu-south-1': 'Milan',
  'eu-south-2': 'Spain',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London',
  'eu-west-3': 'Paris',
  'il-central-1': 'Tel Aviv',
  'me-central-1': 'UAE',
  'me-south-1': 'Bahrain',
  'mx-central-1': 'Mexico Central',
  'sa-east-1': 'São Paulo',
  'us-east-1': 'N. Virginia',
  'us-east-2': 'Ohio',
  'us-west-1': 'N. California',
  'us-west-2': 'Oregon',
}

/** The region's place; null for one this version does not know. */
export function regionName(code: string): string | null {
  const known = REGIONS.find(region => region === code.toLowerCase())
  return known === undefined ? null : REGION_NAME[known]
}

/** Without accents, points and capitals: "Sao Paulo" and "n virginia" are meant by someone. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{Diacritic}/gu, '').replace(/[.\s]+/g, ' ').trim().toLowerCase()
}

/** The one region of that name, as in "Ireland" or "Europe (Ireland)"; null where it is none, or not one. */
export function regionNamed(text: string): Region | null {
  const inner = /\(([^()]+)\)/.exec(text)?.[1] ?? text
  return REGIONS.find(region => plain(REGION_NAME[region]) === plain(inner)) ?? null
}
