'use client'

/** Says what arrives. */
export function useArrivals(): void {}
