// A queue on a vector: nothing allocated while empty (an empty std::deque takes 600 bytes, and there may be 65535
// tunnels), amortised constant time at both ends.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace l2tp {

template <class T>
class Fifo {
  public:
    bool empty() const { return size() == 0; }
    std::size_t size() const { return items_.size() - head_; }
    T& operator[](std::size_t i) { return items_[head_ + i]; }
    const T& operator[](std::size_t i) const { return items_[head_ + i]; }
    /// front() and pop(): only while it is not empty.
    T& front() { return items_[head_]; }
    const T& front() const { return items_[head_]; }

    void push(T item) { items_.push_back(std::move(item)); }
    void pop() {
        items_[head_] = T{};
        ++head_;
        if (head_ == items_.size()) release();
        else if (head_ >= 32 && head_ * 2 >= items_.size()) compact();
    }
    /// Takes out the first one that equals `item`, if there is one; fast for one near the front.
    void remove(const T& item) {
        const auto found = std::find(items_.begin() + static_cast<std::ptrdiff_t>(head_), items_.end(), item);
        if (found == items_.end()) return;
        if (found == items_.begin() + static_cast<std::ptrdiff_t>(head_)) return pop();
        items_.erase(found);
    }
    /// Looks at all; gives back memory that is mostly unused.
    template <class Predicate>
    void erase_if(const Predicate& predicate) {
        items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
        std::erase_if(items_, predicate);
        if (items_.capacity() > 4 * items_.size()) items_.shrink_to_fit();
    }
    /// Forgets everything behind the first `count` items.
    void truncate(std::size_t count) {
        if (count >= size()) return;
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(head_ + count), items_.end());
        if (empty()) release();
    }

  private:
    static constexpr std::size_t kKeptCapacity = 8;  ///< items; larger memory is given back when it is empty

    void release() {
        head_ = 0;
        if (items_.capacity() > kKeptCapacity) std::vector<T>().swap(items_);
        else items_.clear();
    }
    void compact() {
        items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
    }

    std::vector<T> items_;
    std::size_t head_ = 0;  ///< place of the first item; those in front of it are used up
};

}  // namespace l2tp
