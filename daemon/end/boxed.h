// A value that most objects of a kind do not have, kept apart so that they are small; copies copy it. For plain data
// that is written out and read back.
#pragma once

#include <memory>
#include <utility>

namespace vpdnd {

template <class T>
class Boxed {
  public:
    Boxed() = default;
    Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Boxed(const Boxed& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Boxed& operator=(const Boxed& other) {
        value_ = other.value_ ? std::make_unique<T>(*other.value_) : nullptr;
        return *this;
    }
    Boxed(Boxed&&) noexcept = default;
    Boxed& operator=(Boxed&&) noexcept = default;
    ~Boxed() = default;

    /// False: it holds none. * and -> only while it holds one.
    explicit operator bool() const { return value_ != nullptr; }
    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return value_.get(); }
    const T* operator->() const { return value_.get(); }
    void reset() { value_.reset(); }

    friend bool operator==(const Boxed& one, const Boxed& other) {
        return one && other ? *one == *other : !one && !other;
    }

  private:
    std::unique_ptr<T> value_;
};

}  // namespace vpdnd
