import Link from 'next/link'
import type { ReactElement } from 'react'

const Home = (): ReactElement => <Link href="/notifications">All notifications</Link>

export default Home
