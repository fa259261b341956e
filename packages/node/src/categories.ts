import type { CategoryChanges, CategoryDetails, NewCategory, Said } from '@inboxkit/protocol'
import type { Http } from './http.js'
import type { ReadOptions, WriteOptions } from './options.js'

/** What notifications are about; users' preferences hang on them. Here a category is named by id or identifier. */
export class Categories {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** All of them. */
  list(options?: ReadOptions): Promise<CategoryDetails[]> {
    return this.#http.get(['categories'], {}, options)
  }

  /** A send makes the category it names by itself; this gives it a name to show. @throws Problem `already_exists` */
  create(category: NewCategory, options?: WriteOptions): Promise<CategoryDetails> {
    return this.#http.post(['categories'], category, options)
  }

  /** Changes what is named. @throws Problem `category_not_found` */
  update(
    category: number | string,
    changes: CategoryChanges,
    options?: WriteOptions,
  ): Promise<CategoryDetails> {
    return this.#http.patch(['categories', { category }], changes, options)
  }

  /** Deletes it with users' preferences about it. Notifications stay. @throws Problem `category_not_found` */
  remove(category: number | string, options?: WriteOptions): Promise<Said> {
    return this.#http.delete(['categories', { category }], options)
  }
}
