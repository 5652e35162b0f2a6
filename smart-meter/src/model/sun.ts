/** Where the sun stands, and what falls on a tilted module. Angles in radians unless the name says degrees. */
export interface Place {
  latitudeDegrees: number;
  longitudeDegrees: number;
}

export interface SunPosition {
  /** Cosine of the angle between the sun and the zenith; at or below 0 it is night. */
  cosZenith: number;
  /** Clockwise from north. */
  azimuth: number;
  /** Irradiance outside the atmosphere, W/m² on a surface facing the sun. */
  extraterrestrial: number;
}

const rad = (degrees: number) => (degrees * Math.PI) / 180;
const SOLAR_CONSTANT = 1361;

/** Day angle, declination, equation of time (minutes) and distance factor: J. W. Spencer (1971), Search 2 (5). */
function spencer(dayOfYear: number) {
  const g = (2 * Math.PI * (dayOfYear - 1)) / 365;
  const [c1, s1, c2, s2] = [Math.cos(g), Math.sin(g), Math.cos(2 * g), Math.sin(2 * g)];
  return {
    declination:
      0.006918 -
      0.399912 * c1 +
      0.070257 * s1 -
      0.006758 * c2 +
      0.000907 * s2 -
      0.002697 * Math.cos(3 * g) +
      0.00148 * Math.sin(3 * g),
    equationOfTime: 229.18 * (0.000075 + 0.001868 * c1 - 0.032077 * s1 - 0.014615 * c2 - 0.040849 * s2),
    distance: 1.00011 + 0.034221 * c1 + 0.00128 * s1 + 0.000719 * c2 + 0.000077 * s2,
  };
}

/** The sun over a place at a time (Unix seconds). Hour angle and altitude: Duffie and Beckman, Solar Engineering, ch. 1. */
export function sunPosition(time: number, place: Place): SunPosition {
  const date = new Date(time * 1000);
  const dayOfYear = Math.floor((time - Date.UTC(date.getUTCFullYear(), 0, 1) / 1000) / 86_400) + 1;
  const { declination, equationOfTime, distance } = spencer(dayOfYear);
  const minutes = (time % 86_400) / 60 + equationOfTime + 4 * place.longitudeDegrees;
  const hourAngle = rad(minutes / 4 - 180);
  const latitude = rad(place.latitudeDegrees);
  const cosZenith =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  const azimuth = Math.atan2(
    -Math.sin(hourAngle) * Math.cos(declination),
    Math.sin(declination) * Math.cos(latitude) - Math.cos(declination) * Math.sin(latitude) * Math.cos(hourAngle),
  );
  return { cosZenith, azimuth, extraterrestrial: SOLAR_CONSTANT * distance };
}

/** Global horizontal irradiance under a clear sky, W/m²: B. Haurwitz (1945), Journal of Meteorology 2. */
export function clearSky(cosZenith: number): number {
  return cosZenith <= 0 ? 0 : 1098 * cosZenith * Math.exp(-0.059 / cosZenith);
}

/** Share of global irradiance that is diffuse, from the clearness index: Erbs, Klein and Duffie (1982), Solar Energy 28. */
export function diffuseShare(clearness: number): number {
  const k = clearness;
  if (k <= 0.22) return 1 - 0.09 * k;
  if (k > 0.8) return 0.165;
  return 0.9511 - 0.1604 * k + 4.388 * k ** 2 - 16.638 * k ** 3 + 12.336 * k ** 4;
}

export interface Surface {
  /** 0 lies flat. */
  tiltDegrees: number;
  /** 180 faces south. */
  azimuthDegrees: number;
}

/**
 * Irradiance on a tilted surface, W/m², from the global horizontal one: beam by geometry, diffuse sky and ground
 * (reflectance 0.2) isotropic, after Liu and Jordan (1963), Solar Energy 7.
 */
export function onSurface(global: number, sun: SunPosition, surface: Surface): number {
  if (sun.cosZenith <= 0.02 || global <= 0) return Math.max(0, global);
  const diffuse = global * diffuseShare(global / (sun.extraterrestrial * sun.cosZenith));
  const beam = Math.min((global - diffuse) / sun.cosZenith, sun.extraterrestrial);
  const tilt = rad(surface.tiltDegrees);
  const sinZenith = Math.sqrt(Math.max(0, 1 - sun.cosZenith ** 2));
  const cosIncidence =
    sun.cosZenith * Math.cos(tilt) + sinZenith * Math.sin(tilt) * Math.cos(sun.azimuth - rad(surface.azimuthDegrees));
  const sky = (diffuse * (1 + Math.cos(tilt))) / 2;
  const ground = (global * 0.2 * (1 - Math.cos(tilt))) / 2;
  return Math.max(0, beam * Math.max(0, cosIncidence) + sky + ground);
}
