// Lists of a request that pydantic reads as something else than a list, and words its refusals so.
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/schema.hpp>

#include <string>
#include <vector>

namespace praetor::json {

// set[str]: what came twice is there once, in the order it came.
struct text_set : std::vector<std::string>
{
    using std::vector<std::string>::vector;
    text_set(std::vector<std::string> texts) : std::vector<std::string>(std::move(texts)) {}
};
PRAETOR_DECLARE_CODEC(text_set);

// bytes: a text whose refusal speaks of bytes.
struct bytes_text : std::string
{
    using std::string::string;
};
PRAETOR_DECLARE_CODEC(bytes_text);

// "is_instance_of", and "sequence_str" for a text.
void refuse_sequence(boost::json::value const& from, problems& found);

// Sequence[T]
template <class T>
struct sequence : std::vector<T>
{
    using std::vector<T>::vector;
};

template <class T>
struct codec<sequence<T>>
{
    static void write(std::string& out, sequence<T> const& value) { codec<std::vector<T>>::write(out, value); }
    static bool read(sequence<T>& out, boost::json::value const& from, problems& found)
    {
        if (from.is_array())
            return codec<std::vector<T>>::read(out, from, found);
        refuse_sequence(from, found);
        return false;
    }
};

template <class T>
struct schema<sequence<T>> : schema<std::vector<T>>
{};

} // namespace praetor::json
