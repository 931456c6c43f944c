//! Pages of lists: how what was read (one more than fits, if there is more) becomes a page with the ways to its neighbours.

use domain::view::Page;

/// The page that was read on, from the list's beginning or, if it `follows` another one, from that one's end.
pub(crate) fn on<T>(mut found: Vec<T>, size: usize, follows: bool, cursor: impl Fn(&T) -> String) -> Page<T> {
    let more = found.len() > size;
    found.truncate(size);
    Page { previous: found.first().filter(|_| follows).map(&cursor), next: found.last().filter(|_| more).map(&cursor), items: found }
}

/// The page that was read back. `None` if the list begins within it: then it is the first one, to be read on and whole.
pub(crate) fn back<T>(mut found: Vec<T>, size: usize, cursor: impl Fn(&T) -> String) -> Option<Page<T>> {
    if found.len() <= size {
        return None;
    }
    found.truncate(size);
    found.reverse();
    Some(Page { previous: found.first().map(&cursor), next: found.last().map(&cursor), items: found })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page<const N: usize>(items: [u32; N], previous: Option<u32>, next: Option<u32>) -> Page<u32> {
        Page { items: items.to_vec(), previous: previous.map(|n| n.to_string()), next: next.map(|n| n.to_string()) }
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        assert_eq!(on(vec![1, 2, 3], 2, false, u32::to_string), page([1, 2], None, Some(2)));
        assert_eq!(on(vec![3, 4, 5], 2, true, u32::to_string), page([3, 4], Some(3), Some(4)));
        assert_eq!(on(vec![5], 2, true, u32::to_string), page([5], Some(5), None));
        assert_eq!(on(Vec::new(), 2, true, u32::to_string), page([], None, None));
        assert_eq!(back(vec![4, 3, 2], 2, u32::to_string), Some(page([3, 4], Some(3), Some(4))));
        assert_eq!(back(vec![2, 1], 2, u32::to_string), None, "the first page");
    }
}
