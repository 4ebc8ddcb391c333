// How many items a list of a request may have: a std::vector as constrained<…, list_length<1>>.
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/constrained.hpp>
#include <server/base/json/schema.hpp>

#include <cstddef>
#include <vector>

namespace praetor::json {

// "too_short" and "too_long" in pydantic's words, for a list of `count`.
void refuse_fewer_items(std::size_t limit, std::size_t count, boost::json::value const& from, problems& found);
void refuse_more_items(std::size_t limit, std::size_t count, boost::json::value const& from, problems& found);

inline constexpr std::size_t any_number = static_cast<std::size_t>(-1);

template <std::size_t Min, std::size_t Max = any_number>
struct list_length
{};

// A list that is too long is refused for that alone, one that is too short only where its items are good.
template <class T, std::size_t Min, std::size_t Max>
struct codec<constrained<std::vector<T>, list_length<Min, Max>>>
{
    using list = constrained<std::vector<T>, list_length<Min, Max>>;
    static void write(std::string& out, list const& value) { codec<std::vector<T>>::write(out, value.value); }
    static bool read(list& out, boost::json::value const& from, problems& found)
    {
        auto const* array = from.if_array();
        if (array != nullptr && array->size() > Max) {
            refuse_more_items(Max, array->size(), from, found);
            return false;
        }
        if (!codec<std::vector<T>>::read(out.value, from, found))
            return false;
        if (out.value.size() < Min)
            refuse_fewer_items(Min, out.value.size(), from, found);
        return out.value.size() >= Min;
    }
};

template <class T, std::size_t Min, std::size_t Max>
struct schema<constrained<std::vector<T>, list_length<Min, Max>>>
{
    static boost::json::object make(components& all)
    {
        auto made = schema<std::vector<T>>::make(all);
        if constexpr (Min > 0)
            made["minItems"] = Min;
        if constexpr (Max != any_number)
            made["maxItems"] = Max;
        return made;
    }
};

} // namespace praetor::json
