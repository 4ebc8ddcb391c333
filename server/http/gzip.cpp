#include <server/http/gzip.hpp>

#include <libdeflate.h>

#include <memory>

namespace praetor::http {

std::string gzip(std::string_view text)
{
    struct release
    {
        void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
    };
    thread_local std::unique_ptr<libdeflate_compressor, release> const compressor{libdeflate_alloc_compressor(1)};
    std::string out;
    out.resize(libdeflate_gzip_compress_bound(compressor.get(), text.size()));
    out.resize(libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
    return out;
}

} // namespace praetor::http
