// What a member of a request says about its own presence. A plain T must be sent; std::optional<T> may be absent or
// null; defaulted<T> may be absent and then keeps its default.
#pragma once

#include <type_traits>
#include <utility>

namespace praetor::json {

// A member that may be left out. `sent()` tells whether it was in the document, which is what an update by PATCH
// needs ("exclude unset").
template <class T>
class defaulted
{
public:
    using value_type = T;

    defaulted() = default;
    defaulted(T fallback) : value_(std::move(fallback)) {}

    T& operator*() noexcept { return value_; }
    T const& operator*() const noexcept { return value_; }
    T* operator->() noexcept { return &value_; }
    T const* operator->() const noexcept { return &value_; }

    bool sent() const noexcept { return sent_; }
    // As if the document had held `value`.
    void set(T value)
    {
        value_ = std::move(value);
        sent_ = true;
    }

private:
    T value_{};
    bool sent_ = false;
};

} // namespace praetor::json

namespace praetor {
using json::defaulted;

// A member of an update: only what was sent changes. patch<std::optional<T>> can also set null.
template <class T>
using patch = json::defaulted<T>;
} // namespace praetor
